/** Of `task t`: it has a result that was made from other inputs, or by another version, than there are now. */
export const isStale = `t.result_attempt_id is not null and t.input_count > 0 and (
	t.result_revision is distinct from t.input_revision
	or t.result_hash is distinct from (
		select v.result_hash from stage s join stage_version v on v.id = s.current_version_id where s.id = t.stage_id))`;
