-- forward
BEGIN;
-- Raw SQL operation
CREATE TABLE extra (id int); INSERT INTO extra VALUES (1)
;
COMMIT;

-- backward
BEGIN;
-- Raw SQL operation
DROP TABLE extra
;
COMMIT;

