using System.CommandLine;
using Engram.Backbones.Weights;
using Engram.Cli.Commands;
using Engram.CommandLine;
using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

return await CommandRunner.RunAsync(args,
    new RootCommand("Tags social posts with keyphrases and answers questions from a key-value memory.")
{
    UpCommand.Create(),
    DemoCommand.Create(),
    IngestCommand.Create(),
    FollowCommand.Create(),
    WatchCommand.Create(),
    PostsCommand.CreateGet(),
    PostsCommand.Create(),
    TagCommand.Create(),
    AskCommand.Create(),
    QuestionsCommand.Create(),
    MemoriesCommand.Create(),
    SequencesCommand.Create(),
    RecommendCommand.Create(),
    TrainingsCommand.Create(),
    ModelsCommand.Create(),
    ConfigCommand.Create(),
    WebhooksCommand.Create(),
    DeadLettersCommand.Create(),
    LedgerCommand.Create(),
    CompletionCommand.Create(),
}, typeof(ModelPackageException), typeof(DeviceUnavailableException), typeof(EngineException),
    typeof(WeightFileException));
