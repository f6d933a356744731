using System.CommandLine;
using Engram.Cli;
using Engram.Cli.Commands;

return await CommandRunner.RunAsync(args, new RootCommand("Tags social posts with keyphrases and answers questions from a key-value memory.")
{
    UpCommand.Create(),
    DemoCommand.Create(),
    IngestCommand.Create(),
    FollowCommand.Create(),
    TagCommand.Create(),
    AskCommand.Create(),
    QuestionsCommand.Create(),
    MemoriesCommand.Create(),
    DataCommand.Create(),
    TrainCommand.Create(),
    ExperimentsShowCommand.Create(),
    ModelsCommand.Create(),
    PredictCommand.Create(),
    EvaluateCommand.Create(),
    DeadLettersCommand.Create(),
    LedgerCommand.Create(),
    VisionCommand.Create(),
});
