// Package torture breaks what a site stands on while people use it, and counts what they notice: PostgreSQL stopped at
// once and started again, connections cut inside transactions, statements that do not end, clients that go away. It holds
// tests only; make torture runs all their rounds.
package torture
