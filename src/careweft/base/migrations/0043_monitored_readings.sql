-- Puts readings of those who are monitored at home now into the outbox; who is, is looked up here, so that whoever writes a
-- reading need not wait for the answer.
CREATE FUNCTION care.tell_of_readings(topic text, persons bigint[], records text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO base.outbox (topic, order_key, payload)
    SELECT tell_of_readings.topic, r.person::text, jsonb_build_object('person_id', r.person, 'record', r.record)
    FROM unnest(persons, records) WITH ORDINALITY r (person, record, n)
    WHERE EXISTS (SELECT FROM care.monitored m WHERE m.person_id = r.person AND m.status = 'active') ORDER BY r.n;
END
$$;
REVOKE ALL ON FUNCTION care.tell_of_readings(text, bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION care.tell_of_readings(text, bigint[], text[]) TO careweft_worker;
