using System.CommandLine;
using Engram.CommandLine;
using Engram.Imaging;
using Engram.Lab.Commands;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.OnnxGraph;
using Engram.Training.Loop;
using Engram.Training.Torch;

return await CommandRunner.RunAsync(args, new RootCommand("Prepares data, trains, evaluates and measures the models.")
{
    DataCommand.Create(),
    TrainCommand.Create(),
    ExperimentsShowCommand.Create(),
    PredictCommand.Create(),
    EvaluateCommand.Create(),
    VisionCommand.Create(),
    FeaturesCommand.Create(),
    new Command("memories", "Measure memory sets.") { MemoriesMeasureCommand.Create() },
    new Command("models", "Convert models.") { ModelsImportTfJsCommand.Create() },
}, typeof(ModelPackageException), typeof(OnnxGraphException), typeof(DeviceUnavailableException), typeof(EngineException),
typeof(ExperimentException), typeof(ParityException), typeof(TorchException));
