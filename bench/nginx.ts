import { fileHeaders } from '../src/server/delivery-headers.ts'

/** nginx's settings for files alone: one worker, sendfile, and the same headers as ours except for the entity tag. */
export function nginxSettings(site: { folder: string; port: number; files: string }): string {
  const facts = {
    key: '',
    mime: 'image/jpeg',
    size: 1,
    etag: '',
    modified: 0,
    expiresAt: undefined,
    guarded: undefined,
    version: '',
  }
  const own = new Set(['Content-Type', 'Accept-Ranges', 'ETag', 'Last-Modified'])
  const headers = fileHeaders(facts, 0)
  const added: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2)
    if (!own.has(name)) added.push(`add_header ${name} "${value}";`)
  }
  const { folder, port, files } = site
  return `
user root;
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=1000;
  client_body_temp_path ${folder}/nginx-body;
  proxy_temp_path ${folder}/nginx-proxy;
  fastcgi_temp_path ${folder}/nginx-fastcgi;
  uwsgi_temp_path ${folder}/nginx-uwsgi;
  scgi_temp_path ${folder}/nginx-scgi;
  types { image/jpeg jpg jpeg; }
  server {
    listen 127.0.0.1:${port};
    location /images/ { alias ${files}/; ${added.join(' ')} }
  }
}
`
}
