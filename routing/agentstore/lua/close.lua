-- close: declare everything lost, if the epoch still is the one that was read.
-- KEYS    1 epoch
-- ARGV    1 the news channel, 2 epoch as read
if redis.call('GET', KEYS[1]) == ARGV[2] then redis.call('DEL', KEYS[1]) end
