drop table cluster_submission;
drop table cluster_job;
alter table worker_session drop column cluster, drop column is_pilot, drop column pilot_until;
drop index worker_proxy;
alter table worker drop column proxy_worker_id;
alter table attempt drop column is_cluster_job;
