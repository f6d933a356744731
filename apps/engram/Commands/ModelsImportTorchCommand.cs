using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Engram.Backbones;
using Engram.Backbones.Networks;
using Engram.Backbones.Weights;
using Engram.CommandLine;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Cli.Commands;

/// <summary><c>engram models import-torch</c>: makes a package that reads pictures from a user's own weights of a network of
/// torchvision.</summary>
public static class ModelsImportTorchCommand
{
    public static Command Create()
    {
        var network = new Argument<string>("network") { Description = "The network that the weights are of." };
        network.AcceptOnlyFromAmong([.. Backbone.All.Select(backbone => backbone.Name)]);
        var file = new Argument<string>("file")
        {
            Description = "Its state dict: .safetensors, or what torch.save wrote, of any version.",
            HelpName = "FILE",
        };
        var name = new Option<string>("--name") { Description = "Name of the package; the network's if not given.", HelpName = "NAME" };
        var limits = new WeightFileOptions();
        var maxFile = Limit("--max-file-bytes", "Largest file that is read, in bytes.", limits.MaxFileBytes);
        var maxHeader = Limit("--max-header-bytes", "Longest description of the tensors that is read, in bytes.", limits.MaxHeaderBytes);
        var maxTensors = Limit("--max-tensors", "Most tensors that are read.", limits.MaxTensors);
        var command = new Command(
            "import-torch", "Make a package that reads pictures from your own weights, which are checked, converted to ONNX and run once. "
                + "Nothing in the file is executed.")
        {
            network, file, name, ModelsCommand.Directory, maxFile, maxHeader, maxTensors,
        };
        command.SetAction(parsed =>
        {
            var backbone = Backbone.All.Single(one => one.Name == parsed.GetRequiredValue(network));
            var options = Checked(new WeightFileOptions
            {
                MaxFileBytes = parsed.GetRequiredValue(maxFile),
                MaxHeaderBytes = parsed.GetRequiredValue(maxHeader),
                MaxTensors = parsed.GetRequiredValue(maxTensors),
            });
            var package = BackboneImport.Import(
                new ModelRepository(parsed.GetRequiredValue(ModelsCommand.Directory)), backbone, parsed.GetRequiredValue(file),
                parsed.GetValue(name) ?? backbone.Name, ExecutionDevice.Choose(new ModelsCommand.CheckOptions()), options);
            ReportMade(parsed, package, backbone);
        });
        return command;
    }

    private static Option<T> Limit<T>(string name, string description, T usual) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };

    private static WeightFileOptions Checked(WeightFileOptions options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new CommandException(string.Join(" ", faults.Select(fault => fault.ErrorMessage)));
    }

    private static void ReportMade(ParseResult parsed, InstalledModel package, Backbone backbone) => new Report(parsed).Document(
        new
        {
            model = package.Id,
            directory = package.Directory,
            grid = (int[])[backbone.Channels, Backbone.GridSide, Backbone.GridSide],
            setting = $"VisionFeatures__Model={package.Id}",
        },
        made => Tables.Sentence(
            $"Made {made.model} in {made.directory}: a grid of {string.Join(" x ", made.grid)}. It reads pictures where vision-features "
            + $"runs with {made.setting}; a tagger and attribute words need training on its features."));
}
