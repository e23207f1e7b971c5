"""Where botocore calls services: all regions of all partitions, or with given settings.

    endpoints.py all SERVICE…    prints [[service, region, fips, dualstack, url], …]
    endpoints.py configured      reads [{"service", "environment", "config"}, …] from standard
                                 input, prints a URL or an error's text for each
"""

import json
import os
import sys
import tempfile

import botocore.exceptions
import botocore.session
from botocore.endpoint_provider import EndpointProvider


def everywhere(services):
    loader = botocore.session.get_session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    for service in services:
        rules = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rules, partitions)
        regions = [region for entry in partitions["partitions"] for region in entry["regions"]]
        for region in regions:
            for fips in (False, True):
                for dualstack in (False, True):
                    parameters = {"Region": region, "UseFIPS": fips, "UseDualStack": dualstack}
                    url = provider.resolve_endpoint(**parameters).url
                    yield [service, region, fips, dualstack, url]


def configured(case, loader):
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write(case["config"])
        file.flush()
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(case["environment"])
        os.environ["AWS_CONFIG_FILE"] = file.name
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        session = botocore.session.Session()
        session.register_component("data_loader", loader)
        try:
            client = session.create_client(
                case["service"], region_name="us-east-1", aws_access_key_id="a",
                aws_secret_access_key="b")
            # As for a call: only this applies the rules to a configured URL.
            operation = client.meta.service_model.operation_model(case["operation"])
            return client._resolve_endpoint_ruleset(operation, {}, {})[0]
        except botocore.exceptions.BotoCoreError as error:
            return f"error: {error}"


if sys.argv[1] == "all":
    print(json.dumps(list(everywhere(sys.argv[2:]))))
else:
    shared = botocore.session.get_session().get_component("data_loader")
    print(json.dumps([configured(case, shared) for case in json.load(sys.stdin)]))
