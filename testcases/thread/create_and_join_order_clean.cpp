// expect: clean
// What precedes the start is before the thread, and the thread is before what follows the join.
#include <string>
#include <thread>
#include <vector>

int main() {
  std::vector<std::string> words(4, "word");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&words, i] { words[i] += std::to_string(i); });
  for (std::thread &thread : threads)
    thread.join();
  std::string all;
  for (const std::string &word : words)
    all += word;
  return all != "word0word1word2word3";
}
