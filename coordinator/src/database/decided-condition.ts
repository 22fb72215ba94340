/** Of a decision `d` and the attempt `made` that made the result there is: a person approved or rejected that result. */
export const standsForResult = "d.kind in ('approve', 'reject') and d.at >= made.finished_at";

/** Of a task `t`: a person approved or rejected the result there is, not one that was made again since, and it stands. */
export const isDecided = `t.state in ('succeeded', 'rejected') and exists (select from decision d join attempt made on made.id = t.result_attempt_id
	where d.id = t.decision_id and ${standsForResult})`;
