-- What somebody still has to tell by themselves is looked for each second.
CREATE INDEX notice_waiting ON care.notice (id) WHERE state = 'waiting';
