-- stay: keep a call's place in the line for longer. The lease is kept, too, of a
-- call that is only about to enter the line: the two come in any order.
-- ARGV    2 call, 3 until ms
redis.call('ZADD', leases, 'GT', ARGV[3], ARGV[2])
