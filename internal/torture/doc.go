// Package torture breaks what a site stands on while people use it, and counts what they notice: PostgreSQL stopped at
// once and started again, connections cut inside transactions, statements that do not end, clients that go away, processes
// that are stopped under load. It also attacks a site as it is deployed, as a process of its own behind nginx with the shipped
// configuration: requests that programs read differently, forged headers, and forms and addresses of other sites in a
// browser. It holds tests only; make torture runs all their rounds.
package torture
