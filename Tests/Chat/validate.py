"""What platforms' schemas say of chat messages.

    validate.py FOLDER    reads lines {"schema", "payload"} from standard input and prints a line
                          {"line", "schema", "path", "finding"} for each mistake

A schema is the name of a file in FOLDER, or a schema itself. Of Slack, which publishes none,
slack_sdk's models are asked as well.
"""

import json
import os
import sys

import jsonschema
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.attachments import BlockAttachment
from slack_sdk.models.blocks import Block

FINDING_CHARACTERS_MAX = 300


def validator(schema, folder):
    if isinstance(schema, str):
        with open(os.path.join(folder, schema)) as file:
            schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def slack_findings(payload):
    """Of blocks at the top and in attachments."""
    attachments = payload.get("attachments", [])
    blocks = payload.get("blocks", []) + [
        block for attachment in attachments for block in attachment.get("blocks", [])]
    for number, block in enumerate(blocks):
        model = Block.parse(block)
        if model is None:
            yield ["blocks", number], f"slack_sdk does not know {block.get('type')}"
            continue
        yield from ((["blocks", number], finding) for finding in broken(model))
        if model.to_dict() != block:
            yield ["blocks", number], f"slack_sdk makes something else of it: {model.to_dict()}"
    for number, attachment in enumerate(attachments):
        model = BlockAttachment(
            blocks=Block.parse_all(attachment.get("blocks", [])), color=attachment.get("color"))
        yield from ((["attachments", number], finding) for finding in broken(model))


def broken(model):
    try:
        model.validate_json()
    except SlackObjectFormationError as error:
        yield str(error)


def findings(given, validators, folder):
    schema, payload = given["schema"], given["payload"]
    key = json.dumps(schema)
    if key not in validators:
        validators[key] = validator(schema, folder)
    for error in validators[key].iter_errors(payload):
        yield list(error.absolute_path), error.message
    if isinstance(schema, str) and schema.startswith("slack-incoming"):
        yield from slack_findings(payload)


def main(folder):
    validators = {}
    for number, line in enumerate(sys.stdin):
        given = json.loads(line)
        for path, finding in findings(given, validators, folder):
            print(json.dumps({
                "line": number, "schema": given["schema"], "path": path,
                "finding": finding[-FINDING_CHARACTERS_MAX:],
            }))


main(sys.argv[1])
