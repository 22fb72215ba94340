/** What a program left behind cannot be accepted; the message is the attempt's problem, one sentence for people. */
export class InvalidOutput extends Error {}
