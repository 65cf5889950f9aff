-- Log-ins for the processes that the network reaches. Each can become the roles named here and nobody else: what is run on
-- such a connection cannot become the owner, nor, on the web's own, the worker. They inherit nothing, so that without a
-- role they can do nothing. On a server of your own give each a password; the embedded one asks for none.
DO $$
DECLARE
    log_in text;
BEGIN
    FOREACH log_in IN ARRAY ARRAY['careweft_web_login', 'careweft_worker_login'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', log_in);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles are of a server, migrations of a database
        END;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), log_in);
    END LOOP;
END $$;
GRANT careweft_web TO careweft_web_login;
GRANT careweft_web, careweft_worker TO careweft_worker_login;

-- How common family names are here is about nobody in particular; $match needs it.
GRANT SELECT ON people.family_share TO careweft_web;
