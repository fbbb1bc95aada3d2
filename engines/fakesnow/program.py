"""Snowflake as far as fakesnow imitates it.

Arguments: the folder engines/python.
"""
import datetime
import glob
import gzip
import importlib.metadata
import json
import os
import re
import sys

sys.path.insert(0, sys.argv[1])
from serve import serve
import fakesnow
import snowflake.connector

patched = fakesnow.patch()
patched.__enter__()
connection = snowflake.connector.connect(database="lake", schema="zendesk")


def lines_of(path):
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        for line in file.read().decode("utf-8").split("\n"):
            if line.strip():
                # ON_ERROR = CONTINUE skips such lines.
                try:
                    json.loads(line)
                except ValueError:
                    continue
                yield line


def load(lake, create, pattern, statements):
    """The table of the documentation, filled in place of its COPY, and the views over it."""
    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS lake_raw")
    cursor.execute(create)
    rows = []
    for path in glob.glob(f"{lake['path']}/**", recursive=True):
        if os.path.isfile(path) and re.fullmatch(pattern, path):
            written = datetime.datetime.fromtimestamp(os.path.getmtime(path), datetime.timezone.utc)
            dataset, subdomain = re.search("([^/]+)/subdomain=([^/]+)", path).groups()
            place = (dataset, subdomain, path, written.replace(tzinfo=None))
            rows += [(line, *place) for line in lines_of(path)]
    if rows:
        # Statement by statement, fakesnow takes minutes for a few thousand lines.
        connection._duck_conn.executemany("INSERT INTO lake.zendesk.lake_raw VALUES (?::JSON, ?, ?, ?, ?)", rows)
    for statement in statements:
        cursor.execute(statement)


def rows(view):
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM {view}")
    return [column.name.lower() for column in cursor.description], cursor.fetchall()


serve(f"fakesnow {importlib.metadata.version('fakesnow')}", load=load, rows=rows)
