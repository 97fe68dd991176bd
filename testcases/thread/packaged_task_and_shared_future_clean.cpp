// expect: clean
// A shared_future hands one result to several readers.
#include <future>
#include <string>
#include <thread>

int main() {
  std::packaged_task<std::string()> task([] { return std::string(200, 'x'); });
  std::shared_future<std::string> result = task.get_future().share();
  std::size_t sizes[2] = {};
  std::thread first([&sizes, result] { sizes[0] = result.get().size(); });
  std::thread second([&sizes, result] { sizes[1] = result.get().size(); });
  std::thread worker(std::move(task));
  worker.join();
  first.join();
  second.join();
  return sizes[0] + sizes[1] != 400;
}
