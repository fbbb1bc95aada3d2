"""S3 and Glue in memory, by moto, on a free port that is printed.

Moto lacks two things: times of writing that can be set, and column statistics, which Trino asks for.
"""
import datetime
import json

from moto.s3.models import s3_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT = "123456789012"
moto = DomainDispatcherApplication(create_backend_app)


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass


def body_of(environ):
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def set_times(environ):
    for bucket, key, seconds in json.loads(body_of(environ)):
        written = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        s3_backends[ACCOUNT]["aws"].buckets[bucket].keys[key].last_modified = written.replace(tzinfo=None)


def application(environ, start_response):
    if environ["PATH_INFO"] == "/times-of-writing":
        set_times(environ)
        start_response("200 OK", [])
        return [b""]
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target.startswith("AWSGlue.") and "ColumnStatistics" in target:
        body_of(environ)
        start_response("200 OK", [("Content-Type", "application/x-amz-json-1.1")])
        return [b'{"ColumnStatisticsList":[],"Errors":[]}']
    return moto(environ, start_response)


server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
