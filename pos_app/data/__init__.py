"""The database: engines, column types, tables, queries, search, migrations. Nothing here commits."""
