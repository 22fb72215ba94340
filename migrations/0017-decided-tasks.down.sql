drop index task_decided;
