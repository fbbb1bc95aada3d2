"""Prints the catalog of tap-zendesk with all fields of tickets selected, as a user selects them after discovery."""
import json

import singer
from tap_zendesk.discover import load_shared_schema_refs
from tap_zendesk.streams import Tickets

tickets = Tickets(None, {})
schema = singer.resolve_schema_references(tickets.load_schema(), load_shared_schema_refs())
entries = tickets.load_metadata()
for entry in entries:
    entry["metadata"]["selected"] = True
stream = {"stream": "tickets", "tap_stream_id": "tickets", "key_properties": ["id"], "schema": schema, "metadata": entries}
print(json.dumps({"streams": [stream]}))
