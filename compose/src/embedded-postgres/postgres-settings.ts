/**
 * Settings of the embedded Postgres, made for our load: many small commits of a few connections, one
 * machine, the database next to its only users. Whatever keeps data safe (fsync, synchronous_commit,
 * full_page_writes) stays as it is.
 */
export const postgresSettings: Readonly<Record<string, string>> = {
	shared_buffers: "256MB",
	max_connections: "60",
	work_mem: "16MB",
	maintenance_work_mem: "128MB",
	// No replicas: the least write-ahead log, and a checkpoint only when much of it has come together.
	wal_level: "minimal",
	max_wal_senders: "0",
	wal_buffers: "16MB",
	min_wal_size: "256MB",
	max_wal_size: "2GB",
	checkpoint_timeout: "15min",
	checkpoint_completion_target: "0.9",
	// The data fits the page cache of any machine this runs on.
	random_page_cost: "1.1",
	// Short statements by the thousand: compiling them would cost more than running them.
	jit: "off",
	// Task rows change often; their dead versions should go soon.
	autovacuum_naptime: "15s",
	log_line_prefix: "%m [%p] ",
	log_checkpoints: "off",
	// A client that was killed must not hold its locks for the two hours of TCP's own patience.
	tcp_keepalives_idle: "30",
	tcp_keepalives_interval: "10",
	tcp_keepalives_count: "3",
};
