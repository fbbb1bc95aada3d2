"""Airbyte's source with its own command line. It trusts the certificate of the bench.

The source ignores REQUESTS_CA_BUNDLE, so the bundle of certificates is replaced before requests reads it.
"""
import os

import certifi

certifi.where = lambda: os.environ["REQUESTS_CA_BUNDLE"]

from source_zendesk_support.run import run

run()
