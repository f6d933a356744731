using System.CommandLine;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram completion</c>: prints the script that lets a shell complete commands and options.</summary>
public static class CompletionCommand
{
    // Each asks the program itself, which knows its commands: [suggest:POSITION] is a directive of System.CommandLine.
    private const string Bash =
        """
        # Use: eval "$(engram completion bash)"
        _engram() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("$1" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$2"))
        }
        complete -o default -F _engram engram
        """;

    private const string Zsh =
        """
        # Use: eval "$(engram completion zsh)"
        _engram() {
            compadd -- ${(f)"$("$words[1]" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}
        }
        compdef _engram engram
        """;

    private const string Fish =
        """
        # Use: engram completion fish | source
        complete -c engram -a '(engram "[suggest:"(commandline -C)"]" (commandline -c) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands and options in a shell.") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCodes.Done;
        });
        return command;
    }
}
