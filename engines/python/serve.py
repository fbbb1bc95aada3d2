"""Serves one engine to the command: a request per line on standard input, an answer per line on standard output.

An engine's program defines `open(lake)`, `rows(view)` and `example(code)`. A request names one of them; rows are
written to the file that the request names, as JSON.
"""
import datetime
import decimal
import json
import os
import sys


def plain(value):
    """A value as JSON has it. Numbers keep all digits."""
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def one_line(error):
    return " ".join(f"{type(error).__name__}: {error}".split())[:2000]


def serve(version, **calls):
    # The engine may print, so the answers have a separate descriptor.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    print(json.dumps({"version": version}), file=answers)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            result = calls[request["call"]](*request["arguments"])
            if result is not None:
                columns, rows = result
                with open(request["file"], "w", encoding="utf-8", errors="surrogatepass") as file:
                    json.dump({"columns": list(columns), "rows": [plain(row) for row in rows]}, file)
            print(json.dumps({"ok": True}), file=answers)
        except Exception as error:
            print(json.dumps({"ok": False, "error": one_line(error)}), file=answers)
