"""DuckDB by its Python package, with the script of the documentation.

Arguments: the folder engines/python.
"""
import re
import sys

sys.path.insert(0, sys.argv[1])
from serve import serve
import duckdb

connection = None


def answer_of(cursor):
    return [column[0] for column in cursor.description], cursor.fetchall()


def open_lake(lake, script):
    global connection
    connection = duckdb.connect()
    connection.execute("SET VARIABLE lake = $path", {"path": lake["path"]})
    connection.execute(script)


def rows(view):
    return answer_of(connection.execute(f'FROM "{view}"'))


def script(text):
    """Runs a script with `.read`, as the command line does."""
    read = lambda match: open(match[1]).read()
    return answer_of(duckdb.connect().execute(re.sub(r"^\.read (.+)$", read, text, flags=re.MULTILINE)))


def iceberg(code):
    scope = {}
    exec(code, scope)
    table = scope["catalog"].load_table("zendesk.tickets").scan().to_arrow()
    return answer_of(duckdb.connect().from_arrow(table))


serve(f"DuckDB {duckdb.__version__}", open=open_lake, rows=rows, script=script, iceberg=iceberg)
