"""What is kept: the database, sealed fields, the spool."""
