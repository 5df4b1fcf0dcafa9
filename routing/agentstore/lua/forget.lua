-- forget: remove a call and its trace.
-- ARGV    2 call
redis.call('HDEL', calls, ARGV[2])
redis.call('HDEL', traces, ARGV[2])
leave(ARGV[2])
