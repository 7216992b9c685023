// SPDX-License-Identifier: EUPL-1.2
#include "sides.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ecluse::bench {
namespace {

/// A program of Debian in a child that ends with this process; what it says goes to `folder`.
pid_t run_program(const std::string& folder, const std::vector<std::string>& words) {
  if (!std::filesystem::exists(words.front())) return 0;
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log = folder + "/log-of-others";
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1);
  ::dup2(out, 2);
  if (::chdir(folder.c_str()) == 0) ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

void write_file(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

}  // namespace

Side::Side(std::string called, Load sent, pid_t pid)
    : name(std::move(called)),
      load(std::move(sent)),
      own_(std::make_unique<Child>(pid)),
      measured_(own_.get()) {}
Side::Side(std::string called, Load sent, const Child& process)
    : name(std::move(called)), load(std::move(sent)), measured_(&process) {}

void Side::forget_rounds() {
  rates.clear();
  costs.clear();
}

bool Side::run_round() {
  const double cpu = measured_->cpu_seconds();
  const Measured round = run_load(load);
  if (round.wrong != 0 || round.right == 0) {
    std::fprintf(stderr, "%s: an answer was wrong\n", name.c_str());
    return false;
  }
  rates.push_back(round.rate());
  costs.push_back((measured_->cpu_seconds() - cpu) / static_cast<double>(round.right) * 1e6);
  return true;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

pid_t start_nginx(const std::string& folder, int port, const Page& page) {
  write_file(folder + "/nginx/pages" + page.path, page.body);
  write_file(folder + "/nginx/nginx.conf",
             "daemon off;\nworker_processes 2;\npid nginx.pid;\nerror_log stderr crit;\n" +
                 std::string(::geteuid() == 0 ? "user nobody nogroup;\n" : "") +
                 "events { worker_connections 4096; multi_accept on; }\n"
                 "http {\n  access_log off;\n  keepalive_requests 1000000000;\n"
                 "  keepalive_timeout 300;\n  sendfile on;\n  tcp_nopush on;\n  tcp_nodelay on;\n"
                 "  open_file_cache max=100 inactive=300s;\n  open_file_cache_valid 300s;\n"
                 "  default_type application/json;\n  client_body_temp_path body;\n"
                 "  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
                 "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
                 "  server { listen 127.0.0.1:" +
                 std::to_string(port) + " backlog=1024 reuseport; root pages; }\n}\n");
  return run_program(folder, {"/usr/sbin/nginx", "-p", folder + "/nginx", "-c", "nginx.conf"});
}

pid_t start_node(const std::string& folder, int port, const Page& page) {
  write_file(folder + "/node.js",
             "const body = '" + page.body +
                 "';\n"
                 "const server = require('http').createServer((request, response) => {\n"
                 "  request.resume();\n  request.on('end', () => {\n"
                 "    response.writeHead(200, {'Content-Type': 'application/json',\n"
                 "      'Content-Length': body.length});\n    response.end(body);\n  });\n});\n"
                 "server.keepAliveTimeout = 300000;\n"
                 "server.listen(" +
                 std::to_string(port) + ", '127.0.0.1', 1024);\n");
  return run_program(folder, {"/usr/bin/node", folder + "/node.js"});
}

pid_t start_fastapi(const std::string& folder, int port, const Page& page) {
  write_file(folder + "/page.py",
             "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\n"
             "class Nothing(BaseModel):\n    pass\n\n"
             "app = FastAPI()\n\n@app.post('" +
                 page.path + "')\nasync def ping(body: Nothing):\n    return " +
                 "{'pong': True}\n");
  // Debian's Python, whatever else stands in PATH.
  return run_program(
      folder, {"/usr/bin/python3", "-m", "uvicorn", "page:app", "--host", "127.0.0.1", "--port",
               std::to_string(port), "--no-access-log", "--log-level", "warning",
               "--timeout-keep-alive", "300", "--backlog", "1024"});
}

}  // namespace ecluse::bench
