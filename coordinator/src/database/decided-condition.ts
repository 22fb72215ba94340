/**
 * Of a task `t`, its decision `d` and the attempt `made` that made the result there is: a person approved or rejected that
 * result, not one that was made again since, and it stands.
 */
export const stands =
	"d.kind in ('approve', 'reject') and d.at >= made.finished_at and t.state in ('succeeded', 'rejected')";

/** The same of a task `t` alone. */
export const isDecided = `exists (select from decision d join attempt made on made.id = t.result_attempt_id
	where d.id = t.decision_id and ${stands})`;
