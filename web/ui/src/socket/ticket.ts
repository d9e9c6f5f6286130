// A socket shows its ticket among its subprotocols: it is good once and for ten seconds, and stands in no address.

/** The subprotocols to open a socket with. */
export function withTicket(protocol: string, ticket: string): string[] {
  return [protocol, `ticket.${ticket}`];
}
