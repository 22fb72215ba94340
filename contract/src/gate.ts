import { z } from "zod";

/** What stands between a stage's results and its children: rules over metrics, a person, and a word to the instrument. */

/** What a rule does with a result, the strongest first; `pass` does nothing to it, for rules that only send feedback. */
export const gateActions = ["reject", "hold", "flag", "pass"] as const;
export type GateAction = (typeof gateActions)[number];

/** What the instrument is told. */
export const feedbackVerdicts = ["good", "stopAtEnd", "stopNow", "reImage"] as const;
export type FeedbackVerdict = (typeof feedbackVerdicts)[number];

const gateRuleSchema = z.strictObject({
	/** An expression over the result's metrics (CEL) that is true or false: `focus < 0.4`. */
	when: z.string().min(1).max(2_000),
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
	then: z.enum(gateActions),
	feedback: z.enum(feedbackVerdicts).nullish(),
});

const feedbackAddressSchema = z.strictObject({
	/** Gets a POST with the message as JSON. */
	webhook: z.string().max(2_000).nullish(),
	/** A subject of the message bus on which the message is published. */
	subject: z.string().max(200).nullish(),
});
export type FeedbackAddress = z.infer<typeof feedbackAddressSchema>;

export const gateSchema = z.strictObject({
	rules: z.array(gateRuleSchema).max(50).default([]),
	/** A person must approve every result. */
	review: z.boolean().default(false),
	/** Where feedback goes; needed when a rule has any. */
	feedback: feedbackAddressSchema.nullable().default(null),
});
export type Gate = z.infer<typeof gateSchema>;

/** What a gate said of one result; kept with the attempt. */
export interface GateReport {
	/** The strongest of what fired and of the review. */
	readonly action: GateAction;
	/** The gate asks a person about every result. */
	readonly review: boolean;
	/** Those that fired or could not be decided. */
	readonly rules: readonly FiredRule[];
}

export interface FiredRule {
	readonly when: string;
	/** What it came to: a rule that cannot be decided holds, whatever it says. */
	readonly action: GateAction;
	readonly feedback: FeedbackVerdict | null;
	/** The metrics it looked at, as they were; one that is missing is not here. */
	readonly values: Readonly<Record<string, number>>;
	/** Why it could not be decided; null when it fired. */
	readonly problem: string | null;
}
