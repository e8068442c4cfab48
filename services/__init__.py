"""The services and what they share; each subpackage is one."""
