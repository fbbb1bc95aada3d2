"""DuckDB by its Python package, with the script of the documentation.

Arguments: the folder docs/.
"""
import sys

sys.path.insert(0, sys.argv[1])
from serve import serve
import duckdb

connection = None


def open_lake(lake, script):
    global connection
    connection = duckdb.connect()
    connection.execute(f"SET VARIABLE lake = '{lake['path']}'")
    connection.execute(script)


def rows(view):
    answer = connection.execute(f'SELECT * FROM "{view}"')
    return [column[0] for column in answer.description], answer.fetchall()


def query(text):
    answer = connection.execute(text)
    return [column[0] for column in answer.description], answer.fetchall()


serve(f"DuckDB {duckdb.__version__}", open=open_lake, rows=rows, query=query)
