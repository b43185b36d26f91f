import json
import os


def bake(event, context):
    flour = json.loads(os.environ["SST_RESOURCE_Flour"])
    return {
        "statusCode": 201,
        "headers": {"x-oven": "stone"},
        "body": json.dumps({"bread": event["rawPath"], "flour": flour["url"]}),
    }
