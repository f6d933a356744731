using System.CommandLine;
using Engram.Cli;
using Engram.Cli.Commands;

return await CommandRunner.RunAsync(args, new RootCommand("Tags social posts with keyphrases and answers questions from a key-value memory.")
{
    UpCommand.Create(),
    DeadLettersCommand.Create(),
    EvaluateCommand.Create(),
    ModelsCommand.Create(),
});
