"""The embedded broker: a real Apache Kafka from Maven jars on a Java runtime from a wheel."""
