package password_test

// A vector is an encoding that was made by Python: Django 3.2 with argon2-cffi 21.1 and bcrypt 3.2, and hashlib.scrypt for the
// encodings that only newer versions of Django make.
type vector struct{ name, password, encoded string }

func vectors() []vector {
	return []vector{
		{"argon2, Django 3.2", "correct horse", "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$KBSkNe0lG4oxdJQBt0leGw"},
		{"argon2, OWASP", "p\u00e4ssw\u00f6rd \u2713", "argon2$argon2id$v=19$m=19456,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$x30C9cgCvR3EpzG+vBcPhA"},
		{"argon2i, Django 2", "correct horse", "argon2$argon2i$v=19$m=512,t=2,p=2$c2FsdHNhbHRzYWx0$bynHEyr4haxtPeI7EZzgYQ"},
		{"argon2, longer hash", "correct horse", "argon2$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$fD7rYN52uzFGYOoSy5W6VUnpildqRY/We5whI1R3jyc1hoMHbb3kjtthtBTI4CsvRr3NcrilM6Qyz/Z9PZndRQ"},
		{"bcrypt_sha256", "p\u00e4ssw\u00f6rd \u2713", "bcrypt_sha256$$2b$04$oPY2UQM48b3VjAlchtLdB.oFeC5Cs2ZwYlKFcNG/avy7L2oD0Z4Lu"},
		{"bcrypt", "correct horse", "bcrypt$$2b$04$71HvDgmNV7uFT4IGK/hUUOXsINX.CXQtGsyZluBo4tEt4ykWbqbnm"},
		{"bcrypt 2a", "p\u00e4ssw\u00f6rd \u2713", "bcrypt$$2a$04$Q3u7oaUKxDJZSEIyBIc18O2P0UAtAM1wH9L..VcAHrgpWOwMU2ZvG"},
		{"bcrypt, 80 bytes", "01234567890123456789012345678901234567890123456789012345678901234567890123456789", "bcrypt$$2b$04$LWiIXtE/0yB2gwL00H7D4uczRhP9IugJaSJOpY1KhhRqXAwNxCcvS"},
		{"pbkdf2_sha256", "p\u00e4ssw\u00f6rd \u2713", "pbkdf2_sha256$1000$seasalt$ABvFp+v377Hh1RXMH+y4cbMHz/scCkl9J8/53ppe+Kg="},
		{"pbkdf2_sha1", "correct horse", "pbkdf2_sha1$1000$seasalt$iQvkNOF1wEL4Khh8eogJ8rUhipM="},
		{"sha1", "correct horse", "sha1$seasalt$55eef163bf2e349b9946e3183eef620dde0247f5"},
		{"md5", "p\u00e4ssw\u00f6rd \u2713", "md5$seasalt$5bf6f57fc9c6fec7b92a57e9acf94097"},
		{"unsalted_sha1", "correct horse", "sha1$$2f9e53523b62abc141a2b4d6019d23cba835dbd0"},
		{"unsalted_md5", "correct horse", "3cb4e732631f47e6eb961f34554b7cde"},
		{"unsalted_md5, md5$$", "correct horse", "md5$$3cb4e732631f47e6eb961f34554b7cde"},
		{"scrypt, Django 4.0", "correct horse", "scrypt$16384$abcdefghijklmnopqrstuv$8$1$NSnoIm3vLpDMiLvc+TzkKtXEJGSHphhvkGRpzYQHyvEXGr+784hQA71c+qDUQtSeGdsdq/SfW8IG8hQUkeJTJQ=="},
		{"scrypt, Django 5.1", "p\u00e4ssw\u00f6rd \u2713", "scrypt$16384$abcdefghijklmnopqrstuv$8$5$DpKJeRRuPPO0GcPOIEuGUsjsK8BOUC+ByXEtWS9mVhKCb8BcFnAszkHt/cCsMV3619JU2OuheKHVEzmIgZr0MQ=="},
		{"empty", "", "pbkdf2_sha256$1$seasalt$7uPyO44geqCt/Nv3ztly1adSqh5hHCYtGPDoMYOOBWU="},
		{"NUL", "a\x00b", "pbkdf2_sha256$1$seasalt$bAoVj2641dnHjtiPasrplAuDvWUkNgPwOPAC58PpgyE="},
	}
}
