"""Exports tickets with zenpy, from where the last run ended. Prints Singer messages.

Arguments: the settings, then the state of the last run, if there was one.
"""
import json
import sys

from zenpy import Zenpy


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(message):
    print(json.dumps(message), flush=True)


settings, *states = map(read, sys.argv[1:])
client = Zenpy(subdomain=settings["subdomain"], oauth_token=settings["access_token"])
position = states[0] if states else {"start_time": settings["start_time"]}
tickets = client.tickets.incremental(paginate_by_time=False, **position)

cursor = None
for ticket in tickets:
    # The generator has moved to the next page, so all tickets before this one have been printed.
    if tickets.after_cursor != cursor:
        if cursor:
            write({"type": "STATE", "value": {"cursor": cursor}})
        cursor = tickets.after_cursor
    write({"type": "RECORD", "record": ticket.to_dict()})
if cursor:
    write({"type": "STATE", "value": {"cursor": cursor}})
