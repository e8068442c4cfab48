"""The contracts of every record and topic as files: JSON Schemas with examples of every version, and AsyncAPI."""
