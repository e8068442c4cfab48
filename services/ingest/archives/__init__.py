"""Reads documents out of files: whole files, lines of JSON, rows of CSV, records of WARC archives."""
