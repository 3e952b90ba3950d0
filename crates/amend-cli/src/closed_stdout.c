/*
 * Whether standard output is closed can only be seen before Rust's standard
 * library begins: it opens /dev/null in place of a closed descriptor, and then
 * writes that reach nobody succeed (rust-lang/rust#88825). This takes the place
 * first, with a descriptor that cannot be written to.
 */
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void take_the_place_of_a_closed_stdout(void)
{
    int null;

    if (fcntl(STDOUT_FILENO, F_GETFD) != -1)
        return;
    null = open("/dev/null", O_RDONLY);
    /* If standard input is closed too, it is what was opened. */
    if (null != -1 && null != STDOUT_FILENO)
        (void)dup2(null, STDOUT_FILENO);
}
