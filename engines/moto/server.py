"""S3 and Glue in memory, by moto, on a free port that is printed.

Moto lacks three things: times of writing that can be set, column statistics, which Trino asks for, and a count of requests.
"""
import collections
import datetime
import json

from moto.s3.models import s3_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT = "123456789012"
moto = DomainDispatcherApplication(create_backend_app)
counts = collections.Counter()


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass


def body_of(environ):
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def set_times(environ):
    for bucket, key, seconds in json.loads(body_of(environ)):
        written = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        s3_backends[ACCOUNT]["aws"].buckets[bucket].keys[key].last_modified = written.replace(tzinfo=None)


def count(environ):
    """Counts the requests to S3 by kind: Glue's have a target."""
    method = environ["REQUEST_METHOD"]
    is_listing = method == "GET" and "list-type=" in environ.get("QUERY_STRING", "")
    counts["LIST" if is_listing else method] += 1


def take_counts():
    taken = json.dumps(counts).encode()
    counts.clear()
    return taken


def application(environ, start_response):
    if environ["PATH_INFO"] == "/take-counts":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [take_counts()]
    if environ["PATH_INFO"] == "/times-of-writing":
        set_times(environ)
        start_response("200 OK", [])
        return [b""]
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target.startswith("AWSGlue.") and "ColumnStatistics" in target:
        body_of(environ)
        start_response("200 OK", [("Content-Type", "application/x-amz-json-1.1")])
        return [b'{"ColumnStatisticsList":[],"Errors":[]}']
    if target == "":
        count(environ)
    return moto(environ, start_response)


server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
