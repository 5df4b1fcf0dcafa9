-- change: write an agent, if they still are as they were read. Whole records are
-- compared: a put in between may have brought an old version back.
-- ARGV    2 agent, 3 record as read, 4 new record, 5 free from ms or -inf or '', 6 now ms
-- RETURNS '' if written, the present record if it is another one, nil if there is no such agent
local id, read, record, from, now = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local present = redis.call('HGET', agents, id)
if not present then return nil end
if present ~= read then return present end
keep(id, record, from)
freed(id, from, now)
return ''
