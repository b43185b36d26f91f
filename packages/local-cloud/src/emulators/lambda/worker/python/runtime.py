"""Runs the handler of a Python function: takes invocations from the Lambda runtime API and answers there.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import base64
import datetime
import decimal
import http.client
import importlib
import json
import logging
import os
import platform
import resource
import sys
import time
import traceback

PREFIX = "/2018-06-01/runtime/"
MAXIMUM_RESPONSE_BYTES = 6_291_556

host = os.environ["AWS_LAMBDA_RUNTIME_API"]
json_logs = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
request_id = None
cpu_before = 0.0


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = client_context_of(headers.get("Lambda-Runtime-Client-Context"))
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class ClientContext:
    def __init__(self, given):
        self.client = given.get("client")
        self.custom = given.get("custom")
        self.env = given.get("env")


def client_context_of(text):
    return ClientContext(json.loads(base64.b64decode(text))) if text else None


class Json(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            ),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": request_id,
        }
        if record.exc_info:
            kind, value, trace = record.exc_info
            line.update(
                errorType=kind.__name__,
                errorMessage=str(value),
                stackTrace=traceback.format_tb(trace),
            )
        return json.dumps(line, default=str)


class Text(logging.Formatter):
    def format(self, record):
        record.aws_request_id = request_id or ""
        # One event of the log, as its lines would be many.
        return super().format(record).replace("\n", "\r")


def set_up_logging():
    """What AWS's runtime gives the root logger. https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""
    handler = logging.StreamHandler(sys.stdout)
    text = "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s"
    formatter = Json() if json_logs else Text(text, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if json_logs and level:
        root.setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))


def call(method, path, body=None, headers=None):
    """A connection of its own for each call: one that waited for long may have been closed."""
    connection = http.client.HTTPConnection(host)
    try:
        connection.request(method, PREFIX + path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def metrics():
    """Bytes of memory at most, and milliseconds of processor time since the invocation began."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"Local-Memory": str(memory), "Local-Cpu-Ms": str((time.process_time() - cpu_before) * 1000)}


def settle(path, body, headers=None):
    """What the handler printed has to be there before its answer: the line without text ends it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(1, f"\0{request_id or 'init'}\n".encode())
    status, _, text = call("POST", path, body, {**metrics(), **(headers or {})})
    if status >= 400:
        raise RuntimeError(f"The runtime API answered {status}: {text.decode()}")


def in_sources(frame):
    """Modules are linked into the task root; a person wants to see where they are written."""
    path = os.path.realpath(frame.filename)
    return traceback.FrameSummary(path, frame.lineno, frame.name, line=frame.line)


def described(error):
    """As AWS's runtime reports an error; the frames of this file are none of the handler's."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [in_sources(frame) for frame in frames if frame.filename != __file__ and "importlib" not in frame.filename]
    if isinstance(error, SyntaxError) and error.filename:
        own.append(traceback.FrameSummary(error.filename, error.lineno or 0, "<module>", line=error.text))
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id or "",
        "stackTrace": traceback.format_list(own),
    }


def log_error(failure):
    if json_logs:
        line = {
            "timestamp": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "log_level": "ERROR",
            **{name: failure[name] for name in ("errorMessage", "errorType", "requestId", "stackTrace")},
        }
        print(json.dumps(line), flush=True)
        return
    head = f"[ERROR] {failure['errorType']}: {failure['errorMessage']}"
    trace = "".join(["\nTraceback (most recent call last):\n", *failure["stackTrace"]]) if failure["stackTrace"] else ""
    print((head + trace).rstrip("\n").replace("\n", "\r"), flush=True)


class ImportModuleError(Exception):
    pass


class HandlerNotFound(Exception):
    pass


class UserCodeSyntaxError(Exception):
    pass


def load_handler(name):
    module_name, _, attribute = name.rpartition(".")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise ImportModuleError(f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        where = f"{error.filename}:{error.lineno}" if error.filename else module_name
        raise UserCodeSyntaxError(f"Syntax error in module '{module_name}': {error.msg} ({where})") from error
    try:
        return getattr(module, attribute)
    except AttributeError:
        raise HandlerNotFound(f"Handler '{attribute}' missing on module '{module_name}'") from None


def encode(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class MarshalError(Exception):
    pass


class ResponseSizeTooLarge(Exception):
    pass


def serialize(value):
    try:
        body = json.dumps(value, ensure_ascii=False, default=encode).encode()
    except Exception as error:
        raise MarshalError(f"Unable to marshal response: {error}") from error
    if len(body) > MAXIMUM_RESPONSE_BYTES:
        raise ResponseSizeTooLarge(
            f"Response payload size exceeded maximum allowed payload size ({MAXIMUM_RESPONSE_BYTES} bytes)."
        )
    return body


RUNTIME_ERRORS = {
    "ImportModuleError": "Runtime.ImportModuleError",
    "HandlerNotFound": "Runtime.HandlerNotFound",
    "UserCodeSyntaxError": "Runtime.UserCodeSyntaxError",
    "MarshalError": "Runtime.MarshalError",
    "ResponseSizeTooLarge": "Function.ResponseSizeTooLarge",
}


def report(path, error):
    own = type(error).__module__ == "__main__"
    failure = described(error.__cause__ if own and error.__cause__ else error)
    failure["errorMessage"] = str(error)
    kind = type(error).__name__
    failure["errorType"] = RUNTIME_ERRORS.get(kind, kind) if own else kind
    log_error(failure)
    headers = {"Lambda-Runtime-Function-Error-Type": failure["errorType"]}
    settle(path, json.dumps(failure).encode(), headers)


def run(handler):
    global request_id, cpu_before
    status, headers, body = call("GET", "invocation/next")
    if status != 200:
        sys.exit(0)
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    cpu_before = time.process_time()
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    try:
        answer = serialize(handler(json.loads(body), LambdaContext(headers)))
    except Exception as error:
        report(f"invocation/{request_id}/error", error)
    else:
        settle(f"invocation/{request_id}/response", answer)


def main():
    # One way out for both, so that lines keep their order.
    os.dup2(1, 2)
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    sys.path[:] = [*json.loads(os.environ.pop("LOCAL_PYTHON_PATH")), *sys.path[1:]]
    set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except BaseException as error:
        report("init/error", error)
        sys.exit(1)
    while True:
        try:
            run(handler)
        except ConnectionError:
            # The local cloud has stopped.
            sys.exit(0)


if __name__ == "__main__":
    main()
