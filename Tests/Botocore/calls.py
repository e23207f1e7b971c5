"""Makes calls with botocore, at a frozen time and with a fixed invocation id.

Reads from standard input
{"url", "time", "invocation", "calls": [{"service", "operation", "region", "input",
"accessKeyId", "secretAccessKey", "sessionToken"}, ...]}
"""

import datetime
import json
import os
import sys
import time
import uuid

import botocore.auth
import botocore.endpoint
import botocore.exceptions
import botocore.session
from botocore.config import Config

wanted = json.load(sys.stdin)
now = datetime.datetime.fromisoformat(wanted["time"].replace("Z", "+00:00"))


def frozen(remove_tzinfo=True):
    return now.replace(tzinfo=None) if remove_tzinfo else now


# Where botocore's own tests put their clock.
botocore.auth.get_current_datetime = frozen
botocore.endpoint.get_current_datetime = frozen
uuid.uuid4 = lambda: uuid.UUID(wanted["invocation"])
time.sleep = lambda seconds: None

# What this machine has set would change the requests.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

session = botocore.session.Session()
for call in wanted["calls"]:
    client = session.create_client(
        call["service"],
        region_name=call["region"],
        endpoint_url=wanted["url"],
        aws_access_key_id=call["accessKeyId"],
        aws_secret_access_key=call["secretAccessKey"],
        aws_session_token=call["sessionToken"],
        # Inputs beyond the limits of the API are fine here: it is about how they are written.
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 3},
            parameter_validation=False,
            proxies={},
        ),
    )
    client._make_api_call(call["operation"], call["input"])
