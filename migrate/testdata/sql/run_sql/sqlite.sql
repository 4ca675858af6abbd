-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Raw SQL operation
CREATE TABLE extra (id int); INSERT INTO extra VALUES (1)
;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Raw SQL operation
DROP TABLE extra
;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

