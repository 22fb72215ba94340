import { z } from "zod";

/** What a proxy tells a pilot about itself, as JSON in TILEWRIGHT_PILOT. */
export const pilotDescriptionSchema = z.object({
	proxyWorkerId: z.uuid(),
	/** Of its submission, and which element of it. */
	key: z.string(),
	element: z.number(),
	jobId: z.string(),
	/** Of the allocation; counted from the start of the pilot's script. */
	walltimeSeconds: z.number(),
	/** Before the end of the walltime nothing new is taken. */
	drainSeconds: z.number(),
	/** Without work for this long it gives its allocation back. */
	idleSeconds: z.number(),
});
export type PilotDescription = z.infer<typeof pilotDescriptionSchema>;
